"""What a shop's data offers an order: its prices, its taxes. Plain functions over the catalogue; nothing is read or written."""
