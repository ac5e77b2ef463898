/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-seen-private.h"

#include "enlist-scanner-code-private.h"

#define IN_VIEW G_MAXINT64

struct _EnlistScannerSeen
{
  /* EnlistScannerCode to the time of the first picture without it, or IN_VIEW */
  GHashTable *gone_since;
};

EnlistScannerSeen *
enlist_scanner_seen_new (void)
{
  EnlistScannerSeen *self = g_new0 (EnlistScannerSeen, 1);

  self->gone_since = g_hash_table_new_full (enlist_scanner_code_hash, enlist_scanner_code_equal,
                                            (GDestroyNotify) enlist_scanner_code_unref, g_free);
  return self;
}

void
enlist_scanner_seen_free (EnlistScannerSeen *self)
{
  g_hash_table_unref (self->gone_since);
  g_free (self);
}

void
enlist_scanner_seen_update (EnlistScannerSeen *self,
                            GPtrArray         *codes,
                            gint64             now,
                            GPtrArray         *fresh)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->gone_since);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      gint64 *gone_since = value;

      if (*gone_since == IN_VIEW)
        *gone_since = now;
      else if (now - *gone_since >= G_USEC_PER_SEC)
        g_hash_table_iter_remove (&iter);
    }

  for (guint i = 0; i < codes->len; i++)
    {
      EnlistScannerCode *code = g_ptr_array_index (codes, i);
      gint64 *gone_since = g_hash_table_lookup (self->gone_since, code);

      if (gone_since == NULL)
        {
          gone_since = g_new (gint64, 1);
          g_hash_table_insert (self->gone_since, enlist_scanner_code_ref (code), gone_since);
          g_ptr_array_add (fresh, enlist_scanner_code_ref (code));
        }
      *gone_since = IN_VIEW;
    }
}

void
enlist_scanner_seen_reset (EnlistScannerSeen *self)
{
  g_hash_table_remove_all (self->gone_since);
}
