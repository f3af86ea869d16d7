"""The site: Django around the plain core. Today a health page and one empty room; the rooms come one by one."""
