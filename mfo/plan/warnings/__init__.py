"""What a plan warns of: lines that dominate, elements that appear from nothing."""
