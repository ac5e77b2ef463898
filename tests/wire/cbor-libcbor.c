/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <cbor.h>

#include "cbor-oracle.h"

/*
 * Answers with the value and the same written again, as libcbor sees them, or `refused`. Give it nothing that
 * cbor-ours has not accepted: nine bytes can make cbor_load() ask for gigabytes.
 */

static void
print_value (const cbor_item_t *item)
{
  if (cbor_isa_uint (item))
    {
      printf ("%llu", (unsigned long long) cbor_get_int (item));
    }
  else if (cbor_isa_negint (item))
    {
      printf ("~%llu", (unsigned long long) cbor_get_int (item));
    }
  else if (cbor_isa_bytestring (item) && cbor_bytestring_is_definite (item))
    {
      printf ("h");
      oracle_print_hex (cbor_bytestring_handle (item), cbor_bytestring_length (item));
    }
  else if (cbor_isa_string (item) && cbor_string_is_definite (item))
    {
      printf ("t");
      oracle_print_hex (cbor_string_handle (item), cbor_string_length (item));
    }
  else if (cbor_isa_array (item) && cbor_array_is_definite (item))
    {
      printf ("[");
      for (size_t i = 0; i < cbor_array_size (item); i++)
        {
          if (i > 0)
            printf (",");
          print_value (cbor_array_handle (item)[i]);
        }
      printf ("]");
    }
  else if (cbor_isa_map (item) && cbor_map_is_definite (item))
    {
      printf ("{");
      for (size_t i = 0; i < cbor_map_size (item); i++)
        {
          if (i > 0)
            printf (",");
          print_value (cbor_map_handle (item)[i].key);
          printf (":");
          print_value (cbor_map_handle (item)[i].value);
        }
      printf ("}");
    }
  else if (cbor_isa_float_ctrl (item) && cbor_is_bool (item))
    {
      printf (cbor_get_bool (item) ? "T" : "F");
    }
  else if (cbor_isa_float_ctrl (item) && cbor_is_null (item))
    {
      printf ("N");
    }
  else
    {
      printf ("?");
    }
}

int
main (void)
{
  static uint8_t data[65536];
  size_t size;

  while (oracle_read (data, sizeof data, &size))
    {
      struct cbor_load_result result;
      cbor_item_t *item = cbor_load (data, size, &result);
      unsigned char *again = NULL;
      size_t capacity, again_size;

      if (item == NULL || result.error.code != CBOR_ERR_NONE || result.read != size)
        {
          printf ("refused\n");
          continue;
        }

      print_value (item);
      printf (" ");
      again_size = cbor_serialize_alloc (item, &again, &capacity);
      oracle_print_hex (again, again_size);
      printf ("\n");
      free (again);
      cbor_decref (&item);
    }

  return EXIT_SUCCESS;
}
