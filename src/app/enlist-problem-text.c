/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-problem-text"

#include "enlist-problem-text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "enlist-error.h"
#include "enlist-plain-text.h"
#include "enlist-scanner-error.h"

typedef struct {
  const char *title;
  const char *remedy;
} Text;

static const Text camera_texts[] = {
  [ENLIST_SCANNER_ERROR_FAILED] = {
    N_("The camera does not work"),
    N_("Try again, or open a photo of the label instead.")
  },
  [ENLIST_SCANNER_ERROR_NO_CAMERA] = {
    N_("No camera found"),
    N_("Connect a camera, or open a photo of the label instead.")
  },
  [ENLIST_SCANNER_ERROR_ACCESS_DENIED] = {
    N_("Camera access is not allowed"),
    N_("Allow it under Settings → Privacy → Camera, then try again. "
       "A photo of the label works without it.")
  },
  [ENLIST_SCANNER_ERROR_BUSY] = {
    N_("The camera is in use"),
    N_("Close the other program that uses it, then try again.")
  },
  [ENLIST_SCANNER_ERROR_UNPLUGGED] = {
    N_("The camera was disconnected"),
    N_("Connect it again, then try again.")
  },
  [ENLIST_SCANNER_ERROR_NO_PICTURE] = {
    N_("The camera shows no picture"),
    N_("Check that its cover is open and its switch is on, then try again.")
  },
  [ENLIST_SCANNER_ERROR_NOT_AN_IMAGE] = {
    N_("This file cannot be read"),
    N_("Open a photo, a scan or the label’s file.")
  },
  [ENLIST_SCANNER_ERROR_NO_CODE] = {
    N_("No code found in this picture"),
    N_("Take the photo from straight above, sharp and well lit.")
  },
};

static const Text unreadable_text = { N_("The file cannot be opened"),
                                      N_("Check that it exists and that you may read it.") };

static const Text *
find_text (const GError *error)
{
  if (error->domain == ENLIST_SCANNER_ERROR)
    {
      guint code = (guint) error->code;

      return &camera_texts[code < G_N_ELEMENTS (camera_texts) ? code : ENLIST_SCANNER_ERROR_FAILED];
    }
  if (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_CANCELLED &&
      error->code != G_IO_ERROR_TIMED_OUT)
    return &unreadable_text;
  return NULL;
}

const char *
enlist_problem_text_get_title (const GError *error)
{
  const Text *text;

  g_return_val_if_fail (error != NULL, NULL);

  text = find_text (error);
  return text != NULL ? _(text->title) : enlist_error_get_title (enlist_error_get_code (error));
}

const char *
enlist_problem_text_get_remedy (const GError *error)
{
  const Text *text;

  g_return_val_if_fail (error != NULL, NULL);

  text = find_text (error);
  return text != NULL ? _(text->remedy) : enlist_error_get_remedy (enlist_error_get_code (error));
}

char *
enlist_problem_text_dup_explanation (const GError *error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != ENLIST_ERROR || error->message == NULL || *error->message == '\0')
    return NULL;

  switch (error->code)
    {
    /* What a foreign code is and what is wrong with a number says what to do by itself. */
    case ENLIST_ERROR_NOT_A_LABEL:
    case ENLIST_ERROR_USAGE:
      return enlist_plain_text_cap (error->message, ENLIST_PLAIN_TEXT_SENTENCE);
    case ENLIST_ERROR_NOT_FOUND:
      text = g_strdup_printf ("%s %s", error->message,
                              _("Scan the square codes of the label, open its file, or add a catalog "
                                "that has the number."));
      break;
    case ENLIST_ERROR_INCOMPLETE:
    case ENLIST_ERROR_CATALOG:
      text = g_strdup_printf ("%s %s", error->message, enlist_problem_text_get_remedy (error));
      break;
    default:
      return NULL;
    }

  return enlist_plain_text_cap (text, ENLIST_PLAIN_TEXT_SENTENCE);
}

char *
enlist_problem_text_dup_detail (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != ENLIST_ERROR || error->message == NULL || *error->message == '\0')
    return NULL;

  return enlist_plain_text_cap (error->message, ENLIST_PLAIN_TEXT_SENTENCE);
}
