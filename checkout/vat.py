"""VAT numbers. Pure: knows nothing of ours."""
