"""How rows and tables come from files and from whoever types them."""
