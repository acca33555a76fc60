"""Which letters the OCR engine takes for which."""

# What was read, with what may have been printed there, by what believing so costs: 1.0 is a common confusion.
_CONFUSED = {
    0.8: "ÿ:ij 1:l I:l |:l 0:o",
    0.9: "1:i |:i !:l !:i O:o 5:s",
    1.0: "rn:m ri:n ii:n iri:in vv:w cl:d l:i i:l i:t q:o q:g c:e e:c f:t t:f",
    1.2: "m:rn n:ri ni:m in:m li:h tt:it 8:B 6:b g:q o:a a:o o:e e:o c:o u:n n:u ü:n h:b b:h t:l l:t y:ij",
    1.3: "o:c h:n n:h v:y y:v r:t t:r r:n g:o",
    1.4: "nn:m d:cl ij:g s:e z:s",
}
CONFUSIONS = tuple(
    (read, printed, cost)
    for cost, pairs in _CONFUSED.items()
    for read, _, printed in (pair.partition(":") for pair in pairs.split())
)
"""Of each what was read, what may have been printed there, and what believing so costs."""
