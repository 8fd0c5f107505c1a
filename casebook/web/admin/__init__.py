"""What administrators do: accounts and the audit trail."""
