/* SPDX-License-Identifier: MIT */
#include "greet.h"

#include <stdio.h>

int greet(char *buffer, unsigned long size, const char *name)
{
    return snprintf(buffer, size, "Hello, %s!", name && *name ? name : "world");
}
