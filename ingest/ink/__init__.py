"""Which ink on the page is print, pen, stamp or rule, and the marks made of it."""
