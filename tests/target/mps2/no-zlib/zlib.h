/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

/* A device does not read printed labels and carries no zlib: what needs it links, and refuses. */

typedef unsigned uInt;
typedef unsigned long uLong;

uLong crc32 (uLong crc, const unsigned char *bytes, uInt size);
