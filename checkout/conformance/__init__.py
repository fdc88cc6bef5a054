"""Checks that anyone can point at an address from outside, ours or anybody's."""
