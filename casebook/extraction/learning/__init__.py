"""Learning the weights that ``casebook.extraction`` ships, and measuring what they are worth.

Needs numpy, SciPy and scikit-learn (the dependency group ``train``); nothing at run time imports this package.
"""
