"""Learning the weights that ``casebook.extraction`` ships, and measuring what they are worth.

Needs numpy, SciPy and scikit-learn (the dependency group ``train``); nothing at run time imports this package.
``make eval`` measures over 178 annotated reports, in 5 folds with all learned parts trained inside each, and on the 15
held-out reports (number ≡ 8 modulo 10) by models of the other 163; README.md states what came of it.

All models learn from the 2,931 reports in ``written/`` too; nothing is measured on those (number 1241 and up were blind
tests, until they were learned from). In sample even in the folds:
head nouns, edges of names, the gazetteer and thresholds were written while looking at the 163 reports. The held-out ones
were seen as an aggregate score only, some twenty times; being 15, they move by seven points with a handful of names.
Another 18 (number ≡ 3 modulo 10) were held out as well, until they were opened to see what fails on reports never seen.
Where names of streets and communities begin (``local_names.py``) is learned from ``written/`` alone. The shipped weights
are trained on all 178 and ``written/``, by ``python -m casebook.extraction.learning train FOLDER``.
"""
