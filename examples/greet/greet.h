/* SPDX-License-Identifier: MIT */
#ifndef GREET_H
#define GREET_H

#ifdef __cplusplus
extern "C" {
#endif

/* Writes "Hello, NAME!" with its closing zero into `buffer` of `size` bytes, cut short where it does not fit. A null or
 * empty name greets the world. Returns the length of the whole greeting, as snprintf does. */
int greet(char *buffer, unsigned long size, const char *name);

#ifdef __cplusplus
}
#endif

#endif
