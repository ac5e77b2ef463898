/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* libcbor reads the item and forgets it. Its cbor.h and that of wire never meet. */
bool bench_peer_load (const void *data,
                      size_t      size);
