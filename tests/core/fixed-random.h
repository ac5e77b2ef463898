/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

/*
 * Random numbers that are the same each time, for this whole process: the nth request for so many bytes gets
 * the same ones for that seed, whatever is asked for in between.
 */
void fixed_random_begin (guint8 seed);
void fixed_random_end   (void);
