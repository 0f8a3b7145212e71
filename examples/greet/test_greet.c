/* SPDX-License-Identifier: MIT */
#include "greet.h"

#include <stdio.h>
#include <string.h>

static int expect(const char *name, const char *wanted)
{
    char got[64];
    int length = greet(got, sizeof got, name);
    if (strcmp(got, wanted) == 0 && length == (int)strlen(wanted))
        return 0;
    fprintf(stderr, "greet(%s): '%s' of %d, not '%s'\n", name ? name : "NULL", got, length, wanted);
    return 1;
}

int main(void)
{
    return expect("Ada", "Hello, Ada!") + expect("", "Hello, world!") + expect(NULL, "Hello, world!");
}
