"""The demo shop: a catalogue to browse, fill baskets from and measure with."""
