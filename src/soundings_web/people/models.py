"""Stub until the people room lands."""

from django.db import models


class Person(models.Model):
    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=200, blank=True)


class Roster(models.Model):
    title = models.CharField(max_length=200)
    census_on = models.DateField()
    state = models.CharField(max_length=10, default="draft")


class Entry(models.Model):
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    facts = models.JSONField(default=dict)
    standing = models.CharField(max_length=20, default="eligible")
    paper = models.BooleanField(default=False)
