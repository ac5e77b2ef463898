/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-input.h"
#include "enlist-ctl-label.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-picture.h"
#include "enlist-error.h"
#include "enlist-ndef.h"

/* What surrounds a message on a tag (NFC Forum, Type 2 Tag 1.2, section 2.3): type, length, terminator. */
static gsize
get_tag_size (gsize message)
{
  return 1 + (message < 0xff ? 1 : 3) + message + 1;
}

gboolean
enlist_ctl_label_ndef_write (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlLabelSources) sources = { NULL };
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      N_("Where the message goes, *.ndef; “-” is standard output"), N_("FILE") },
    ENLIST_CTL_LABEL_OPTIONS (sources),
    { NULL }
  };
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (GBytes) message = NULL;
  gconstpointer data;
  gsize size;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, -1, error) ||
      !enlist_ctl_command_require (self, output, "--output", error))
    return FALSE;
  if (!g_str_equal (output, "-") && !g_str_has_suffix (output, ENLIST_CTL_NDEF_SUFFIX))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   _("%s: the output ends in .ndef, or is “-”."), output);
      return FALSE;
    }
  label = enlist_ctl_read_label (argv + 1, &sources, error);
  message = label != NULL ? enlist_ndef_write (enlist_label_get_payload (label), error) : NULL;
  if (message == NULL)
    return FALSE;
  data = g_bytes_get_data (message, &size);
  if (!enlist_ctl_write_file (output, data, size, error))
    return FALSE;
  if (!g_str_equal (output, "-"))
    enlist_ctl_say (_("%s: %zu bytes, for a tag that has room for %zu or more."), output, size,
                    get_tag_size (size));

  return TRUE;
}

gboolean
enlist_ctl_label_ndef_read (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlPicture) picture = ENLIST_CTL_PICTURE_INIT;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &picture.output,
      N_("Where the label goes: *.enlist, *.txt, *.png or *.svg; “-” prints its text"), N_("FILE") },
    { NULL }
  };
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (GBytes) payload = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error) ||
      !enlist_ctl_command_require (self, picture.output, "--output", error) ||
      !enlist_ctl_picture_check (&picture, TRUE, error))
    return FALSE;
  payload = enlist_ctl_read_ndef (argv[1], error);
  label = payload != NULL ? enlist_label_new_for_payload (payload, error) : NULL;

  return label != NULL && enlist_ctl_picture_save_label (&picture, label, error);
}
