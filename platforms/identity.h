/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file may tell about who and where the machine is: nothing.
 *
 * People mail run files and recordings.  Files that mix facts with names are
 * cut down to the facts the moment they are read.
 */
#ifndef PLATFORMS_IDENTITY_H
#define PLATFORMS_IDENTITY_H

/**
 * identity_strip() - the part of a file that may be kept
 * @path: without a leading slash
 * @text: contents
 *
 * Applying it twice gives what applying it once gives.
 *
 * Return: a new string to be freed, NULL when memory ran out.
 */
char *identity_strip(const char *path, const char *text);

#endif
