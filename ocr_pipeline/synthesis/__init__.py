"""Made-up official documents, typeset and worn as scanners do, with exact ground truth, all from a seed number."""
