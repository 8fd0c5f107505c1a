"""Finding cases: the query in the URL, filters, words, facets and pages; SQL behind one interface."""
