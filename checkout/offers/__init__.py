"""What a shop's data offers an order: its prices, its taxes, its promotions. Plain functions over the catalogue; nothing is read or written."""
