/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "enlist-ctl-csv.h"
#include "enlist-ctl-input.h"
#include "enlist-ctl-key.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-parts.h"
#include "enlist-ctl-progress.h"
#include "enlist-device-batch.h"
#include "enlist-error.h"

#define MAX_COUNT 1000000
#define SERIAL_COLUMN "serial"

typedef struct {
  char *key;
  int count;
  char *serials;
  char **publishers;
  char **transports;
  char *output;
  char *parts;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->key);
  g_free (self->serials);
  g_strfreev (self->publishers);
  g_strfreev (self->transports);
  g_free (self->output);
  g_free (self->parts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (const EnlistCtlCommand *self, const Options *options, GError **error)
{
  if (!enlist_ctl_command_require (self, options->key, "--key", error) ||
      !enlist_ctl_command_require (self, options->output, "--output", error))
    return FALSE;
  if ((options->count != 0) == (options->serials != NULL))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 _("Either --count says how many devices are made, or --serials which."));
  else if (options->serials == NULL && (options->count < 1 || options->count > MAX_COUNT))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("--count takes 1 to %d devices."), MAX_COUNT);
  else
    return TRUE;

  return FALSE;
}

/* (transfer full) (array zero-terminated=1): every one fit for a folder, and none twice */
static char **
read_serials (const char *path, GError **error)
{
  g_autoptr (EnlistCtlCsv) csv = enlist_ctl_csv_load (path, error);
  g_autoptr (GHashTable) lines = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) serials = g_strv_builder_new ();
  int column;

  if (csv == NULL)
    return NULL;
  column = enlist_ctl_csv_find_column (csv, SERIAL_COLUMN);
  if (column < 0)
    {
      enlist_ctl_csv_refuse_missing (csv, SERIAL_COLUMN, error);
      return NULL;
    }
  for (guint row = 0; row < enlist_ctl_csv_get_rows (csv); row++)
    {
      const char *serial = enlist_ctl_csv_get (csv, row, column);
      guint line = GPOINTER_TO_UINT (g_hash_table_lookup (lines, serial));

      if (line != 0)
        g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                     _("“%s” is the serial number of line %u already"), serial, line);
      if (line != 0 || !enlist_device_batch_check_serial (serial, error))
        {
          enlist_ctl_csv_locate (csv, row, column, error);
          return NULL;
        }
      g_hash_table_insert (lines, (char *) serial, GUINT_TO_POINTER (enlist_ctl_csv_get_line (csv, row)));
      g_strv_builder_add (serials, serial);
    }

  return g_strv_builder_end (serials);
}

/* Without any, the one that signs. */
static GPtrArray *
read_publishers (char **arguments, EnlistPublisherKey *key, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (arguments == NULL)
    {
      g_autoptr (EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (key);

      g_ptr_array_add (keys, g_bytes_ref (enlist_publisher_get_key (publisher)));
    }
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    {
      g_autoptr (EnlistPublisher) publisher = enlist_ctl_read_publisher (arguments[i], error);

      if (publisher == NULL)
        return NULL;
      g_ptr_array_add (keys, g_bytes_ref (enlist_publisher_get_key (publisher)));
    }

  return g_steal_pointer (&keys);
}

static EnlistDeviceBatch *
open_batch (const Options *options, const char *source_path, GError **error)
{
  g_autoptr (JsonNode) source = enlist_ctl_read_source (source_path, error);
  g_autoptr (EnlistPublisherKey) key = NULL;
  g_autoptr (GPtrArray) publishers = NULL;
  g_autoptr (GFile) folder = g_file_new_for_commandline_arg (options->output);

  key = source != NULL ? enlist_ctl_load_key (options->key, NULL, error) : NULL;
  publishers = key != NULL ? read_publishers (options->publishers, key, error) : NULL;
  if (publishers == NULL)
    return NULL;

  return enlist_device_batch_open (folder, source, source_path, (const char *const *) options->transports,
                                   key, publishers, error);
}

static gboolean
on_signal (gpointer interrupted)
{
  *(gboolean *) interrupted = TRUE;

  return G_SOURCE_CONTINUE;
}

static gboolean
make_one (EnlistDeviceBatch *batch, const char *serial, const gboolean *interrupted, GError **error)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (!*interrupted)
    return enlist_device_batch_make (batch, serial, error);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, _("interrupted"));

  return FALSE;
}

/* @serials: (nullable): %NULL for @total devices with random ones */
static gboolean
make_all (EnlistDeviceBatch *batch, char **serials, guint total, const gboolean *interrupted, GError **error)
{
  EnlistCtlProgress progress = { 0 };
  guint done = 0;
  gboolean good = TRUE;

  if (serials == NULL)
    done = MIN (total, enlist_device_batch_get_count (batch));
  for (guint i = 0; serials != NULL && serials[i] != NULL; i++)
    done += enlist_device_batch_contains (batch, serials[i]) ? 1 : 0;
  if (done > 0)
    enlist_ctl_say (_("%u of %u are there already."), done, total);

  enlist_ctl_progress_begin (&progress, done, total);
  for (guint i = 0; good && done < total; i++)
    {
      const char *serial = serials != NULL ? serials[i] : NULL;

      if (serial != NULL && enlist_device_batch_contains (batch, serial))
        continue;
      good = make_one (batch, serial, interrupted, error);
      done += good ? 1 : 0;
      enlist_ctl_progress_step (&progress, done);
    }
  enlist_ctl_progress_end (&progress);

  return good;
}

/* What was made before something went wrong is kept. */
static gboolean
finish (EnlistDeviceBatch *batch, char **serials, gboolean good, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean flushed = enlist_device_batch_flush (batch, good ? error : &local_error);
  gboolean listed = enlist_device_batch_save_list (batch, (const char *const *) serials,
                                                   good && flushed ? error : NULL);

  return good && flushed && listed;
}

/* Whether the same command can succeed later. */
static gboolean
is_passing (const GError *error)
{
  return !g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE) &&
         !g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
}

gboolean
enlist_ctl_label_batch (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &options.key,
      N_("The publisher’s key pair that signs: a file, or the PKCS#11 URI of a key on a token"), N_("KEY") },
    { "count", 'n', 0, G_OPTION_ARG_INT, &options.count, N_("How many devices, with random serial numbers"),
      N_("N") },
    { "serials", 0, 0, G_OPTION_ARG_FILENAME, &options.serials,
      N_("A table in CSV with the serial numbers in the column “serial”"), N_("FILE") },
    { "publisher", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.publishers,
      N_("A publisher that the devices accept (the one that signs); may be repeated"), N_("FILE") },
    { "transport", 't', 0, G_OPTION_ARG_STRING_ARRAY, &options.transports,
      N_("How to reach the devices, instead of what the source says; may be repeated"), N_("URI") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_("The folder for the devices: new, or one that an earlier run has begun"), N_("DIR") },
    { "parts", 0, 0, G_OPTION_ARG_FILENAME, &options.parts,
      N_("Where the parts go that the labels do not carry"), N_("DIR") },
    { NULL }
  };
  g_autoptr (EnlistDeviceBatch) batch = NULL;
  g_auto (GStrv) serials = NULL;
  gboolean interrupted = FALSE, good;
  guint sources[2], total;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error) ||
      !check_options (self, &options, error))
    return FALSE;
  if (options.serials != NULL)
    {
      serials = read_serials (options.serials, error);
      if (serials == NULL)
        return FALSE;
    }
  total = serials != NULL ? g_strv_length (serials) : (guint) options.count;
  batch = open_batch (&options, argv[1], error);
  if (batch == NULL ||
      !enlist_ctl_parts_save (options.parts, enlist_device_batch_get_sample (batch), error))
    return FALSE;
  if (enlist_device_batch_get_repaired (batch) > 0)
    enlist_ctl_say (_("%u devices had lost their labels; they have them again."),
                    enlist_device_batch_get_repaired (batch));

  sources[0] = g_unix_signal_add (SIGINT, on_signal, &interrupted);
  sources[1] = g_unix_signal_add (SIGTERM, on_signal, &interrupted);
  good = finish (batch, serials, make_all (batch, serials, total, &interrupted, error), error);
  g_source_remove (sources[0]);
  g_source_remove (sources[1]);
  if (!good && is_passing (*error))
    g_prefix_error (error, _("%u devices are complete; the same command goes on from there: "),
                    enlist_device_batch_get_count (batch));
  if (!good)
    return FALSE;
  enlist_ctl_say (_("%s: %u devices. They hold secrets: what goes onto a device and its label belongs "
                     "nowhere else."),
                  options.output, enlist_device_batch_get_count (batch));

  return TRUE;
}
