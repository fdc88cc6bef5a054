"""How far a shop's data is believed: what lies beyond is a mistake, not offered, and told of."""

#: business days; nothing travels longer
LONGEST_TRANSIT = 365
#: business days; nothing takes longer to make
LONGEST_LEAD = 365
#: a longer list of closed days counts as none
MOST_CLOSED_DAYS = 500
