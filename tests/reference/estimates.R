# Reference figures for tests/core/estimates/test_references.py, from R alone and its survey library.
# Run in this folder: Rscript estimates.R. Writes people.csv (invented answers) and estimates.csv (case, measure, value).
suppressMessages(library(survey))
out <- data.frame()
note <- function(case, ...) {
  v <- c(...)
  out <<- rbind(out, data.frame(case = case, measure = names(v), value = sprintf("%.15g", unname(v))))
}

# Invented people: team and role, five answers from 1 to 5, an outcome, and whether they stay.
set.seed(20231)
n <- 160
team <- sample(c("North", "South", "West"), n, TRUE, c(.5, .3, .2))
role <- sample(c("Worker", "Senior"), n, TRUE, c(.7, .3))
common <- rnorm(n) + .4 * (team == "North")
answer <- function(weight) pmin(5, pmax(1, round(3 + weight * common + rnorm(n))))
people <- data.frame(team, role, a = answer(.9), b = answer(.7), c = answer(.5), d = answer(.3), e = answer(.8))
people$outcome <- pmin(5, pmax(1, round(1 + .5 * people$a + .2 * people$b + .1 * people$d + rnorm(n, sd = .7))))
people$stays <- as.integer(runif(n) < plogis(-2 + .5 * people$a + .3 * people$b))
write.csv(people, "people.csv", row.names = FALSE)

# Shares and their differences.
w <- prop.test(60, 93, correct = FALSE); note("wilson", lo = w$conf.int[1], hi = w$conf.int[2])
p <- prop.test(c(60, 99), c(93, 132), correct = FALSE); note("score", p = p$p.value)
note("fisher", p = fisher.test(matrix(c(1, 29, 8, 32), 2))$p.value)
note("binomial", p = binom.test(18, 20, .98)$p.value)
note("fixed", p = prop.test(99, 132, .68, correct = FALSE)$p.value)
exact <- function(x, n, N) {
  K <- x:(N - n + x)
  keep <- K[phyper(x - 1, K, N - K, n, lower.tail = FALSE) > .025 & phyper(x, K, N - K, n) > .025]
  range(keep)
}
for (one in list(c(7, 10, 12), c(0, 10, 12), c(24, 24, 25), c(60, 93, 268), c(106, 132, 251), c(900, 1200, 4800)))
  note(paste("exact", paste(one, collapse = " ")), setNames(exact(one[1], one[2], one[3]), c("lo", "hi")))

# The finite tests, from the formulas: pooled (Krishnamoorthy and Thomson) and with the years' errors apart.
finite <- function(x1, n1, N1, x2, n2, N2) {
  d <- x2 / n2 - x1 / n1; p <- (x1 + x2) / (n1 + n2)
  pooled <- p * (1 - p) * ((N1 - n1) / (n1 * (N1 - 1)) + (N2 - n2) / (n2 * (N2 - 1)))
  part <- function(x, n, N) (1 - n / N) * (x / n) * (1 - x / n) / (n - 1)
  c(pooled = 2 * pnorm(-abs(d) / sqrt(pooled)), apart = 2 * pnorm(-abs(d) / sqrt(part(x1, n1, N1) + part(x2, n2, N2))))
}
note("finite council", finite(60, 93, 268, 99, 132, 251))
note("finite teams", finite(6, 10, 12, 9, 11, 13))

# Means.
t <- t.test(people$a, people$b); note("welch", diff = unname(t$estimate[2] - t$estimate[1]), lo = -t$conf.int[2], hi = -t$conf.int[1], p = t$p.value)
t <- t.test(people$a, mu = 3.2); note("t fixed", p = t$p.value)
s <- svymean(~a, svydesign(~1, fpc = rep(400, n), data = people)); note("mean", value = coef(s), se = SE(s))

# Many tests.
raw <- c(.001, .008, .039, .041, .042, .06, .074, .205)
note("bh", setNames(p.adjust(raw, "BH"), seq_along(raw))); note("holm", setNames(p.adjust(raw, "holm"), seq_along(raw)))

# Raking, with linearised errors.
design <- suppressWarnings(svydesign(~1, data = people, fpc = rep(400, n)))
raked <- rake(design, list(~team, ~role), list(
  data.frame(team = c("North", "South", "West"), Freq = c(150, 130, 120)),
  data.frame(role = c("Senior", "Worker"), Freq = c(160, 240))), control = list(maxit = 200, epsilon = 1e-12))
note("weights", setNames(weights(raked), seq_len(n)))
s <- svymean(~a, raked); note("raked mean", value = coef(s), se = SE(s))
s <- svymean(~stays, raked); note("raked share", value = coef(s), se = SE(s))
people$part <- replace(people$a, seq(1, n, 8), NA)
design <- update(raked, part = people$part)
s <- svymean(~part, design, na.rm = TRUE); note("raked mean with gaps", value = coef(s), se = SE(s))

# Alpha with Feldt's interval, and omega from a factor analysis by maximum likelihood.
items <- people[, c("a", "b", "c", "d", "e")]
S <- cov(items); k <- 5
alpha <- k / (k - 1) * (1 - sum(diag(S)) / sum(S))
f <- factanal(covmat = S, factors = 1, n.obs = n, control = list(opt = list(factr = 1e2), lower = .005))
load <- f$loadings[, 1] * sqrt(diag(S)); left <- f$uniquenesses * diag(S)
note("alpha", alpha = alpha, lo = 1 - (1 - alpha) * qf(.975, n - 1, (n - 1) * (k - 1)),
     hi = 1 - (1 - alpha) * qf(.025, n - 1, (n - 1) * (k - 1)), omega = sum(load)^2 / (sum(load)^2 + sum(left)),
     setNames(sapply(1:k, function(i) cor(items[, i], rowSums(items[, -i]))), names(items)))

# The average gain over all orders, by going through every order.
orders <- function(v) if (length(v) < 2) list(v) else
  unlist(lapply(seq_along(v), function(i) lapply(orders(v[-i]), function(o) c(v[i], o))), recursive = FALSE)
gains <- function(fit, names) {
  all <- orders(names); total <- setNames(numeric(length(names)), names)
  for (o in all) { before <- 0; for (i in seq_along(o)) { now <- fit(o[1:i]); total[o[i]] <- total[o[i]] + now - before; before <- now } }
  total / length(all)
}
linear <- function(v) summary(lm(reformulate(v, "outcome"), people))$r.squared
yes <- function(v) { g <- glm(reformulate(v, "stays"), binomial, people, epsilon = 1e-14); 1 - g$deviance / g$null.deviance }
note("lmg", gains(linear, c("a", "b", "c", "d"))); note("mcfadden", gains(yes, c("a", "b", "c", "d")))
write.csv(out, "estimates.csv", row.names = FALSE, quote = FALSE)
