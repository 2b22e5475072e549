"""bookwork: notices in, a paginated, indexed book out (bookwork, the trade's word for the making of books)."""
