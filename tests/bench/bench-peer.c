/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "bench-peer.h"

#include <cbor.h>

bool
bench_peer_load (const void *data,
                 size_t      size)
{
  struct cbor_load_result result;
  cbor_item_t *item = cbor_load (data, size, &result);

  if (item == NULL)
    return false;
  cbor_decref (&item);

  return true;
}
