"""What every page and every call shares: errors, security headers, rendering."""
