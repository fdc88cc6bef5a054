"""What shipping costs and where to. Pure: knows nothing of ours."""
