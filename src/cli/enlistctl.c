/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-commands.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"

/* enlistctl: what the app does, and what a factory does, without a screen. */

static const EnlistCtlCommand commands[] = {
  { "keys", "new", "", N_("Make a publisher’s key pair."), NULL, enlist_ctl_keys_new },
  { "keys", "show", N_("KEY"), N_("Show the public half of a key pair."), NULL, enlist_ctl_keys_show },
  { "publishers", "list", "", N_("List the publishers who are trusted here."), NULL,
    enlist_ctl_publishers_list },
  { "publishers", "add", N_("CARD"), N_("Trust a publisher."),
    N_("CARD is a publisher card: its text, a file with the text, a picture of it, or the publisher’s JSON "
        "file."),
    enlist_ctl_publishers_add },
  { "publishers", "remove", N_("KEY-ID"), N_("Trust a publisher no longer."), NULL,
    enlist_ctl_publishers_remove },
  { "publishers", "card", N_("PUBLISHER"), N_("Make a card that introduces a publisher to installers."),
    N_("PUBLISHER is a key file or key on a token, what “publishers add” takes, or the key id of a trusted "
        "publisher. The card holds nothing secret."),
    enlist_ctl_publishers_card },
  { "device", "new", "", N_("Make a device’s identity: its storage, and the values for its label."), NULL,
    enlist_ctl_device_new },
  { "label", "make", N_("SOURCE"), N_("Make a signed label from its source."),
    N_("SOURCE is the label’s source in JSON. Several QR codes go side by side on one picture."),
    enlist_ctl_label_make },
  { "label", "batch", N_("SOURCE"), N_("Make many devices and their labels."),
    N_("A run that was stopped goes on when the same command is given again. “label sheet” prints the labels "
        "of DIR/devices.csv."),
    enlist_ctl_label_batch },
  { "label", "sheet", N_("[SOURCE]"), N_("Print labels on pages, one for each line of a table."),
    N_("SOURCE and --key make the labels of the column “device”. Those of the column “label” are made "
        "already, as “label batch” does it."),
    enlist_ctl_label_sheet },
  { "label", "inspect", N_("LABEL…"), N_("Show what a label says and does."),
    N_("LABEL is a picture of the label, a file with its text or binary form, “-” for standard input, the "
        "text itself, or its number in a catalog.\n"
        "When the codes of one label are on several pictures, name them all."),
    enlist_ctl_label_inspect },
  { "label", "diff", N_("A B"), N_("Show what changes from one label to another."),
    N_("A and B are what “label inspect” takes, or sources of labels. With --exit-code the exit code is 1 "
        "when they differ."),
    enlist_ctl_label_diff },
  { "label", "verify", N_("LABEL…"), N_("Check a label: its form, parts, programs and signature."),
    N_("LABEL is what “label inspect” takes. The exit code is 0 for a genuine label and 4 for any other."),
    enlist_ctl_label_verify },
  { "label ndef", "write", N_("LABEL…"), N_("Write a label as the NDEF message of an NFC tag."),
    N_("LABEL is what “label inspect” takes."), enlist_ctl_label_ndef_write },
  { "label ndef", "read", N_("FILE"), N_("Take the label out of an NDEF message."),
    N_("FILE holds the message alone, without what a type of tag puts around it."),
    enlist_ctl_label_ndef_read },
  { "catalog", "list", "", N_("List the catalogs that numbers are looked up in, in order."), NULL,
    enlist_ctl_catalog_list },
  { "catalog", "check", N_("DIR"), N_("Check a catalog: its entries, labels and parts."),
    N_("DIR is a folder with catalog.json or entries.csv."), enlist_ctl_catalog_check },
  { "catalog", "show", N_("NUMBER"), N_("Show what the catalogs know of a number."),
    N_("NUMBER is typed or scanned: a serial number, a GTIN, or both as “(01)…(21)…”."),
    enlist_ctl_catalog_show },
  { "catalog", "add", N_("DIR"), N_("Copy a catalog to where numbers are looked up."),
    N_("The catalog is checked first. Numbers are looked up at once, in the app, too."),
    enlist_ctl_catalog_add },
  { "catalog", "remove", N_("FOLDER"), N_("Remove a catalog that “catalog add” added."), NULL,
    enlist_ctl_catalog_remove },
  { NULL, "enroll", "", N_("Enroll a device."),
    N_("Questions are answered from the answers file, else asked on the terminal. Ctrl+C gives up, and the "
        "device rolls back."),
    enlist_ctl_enroll },
  { "records", "list", N_("[WORD…]"), N_("List the devices that were enrolled, newest first."),
    N_("With words: those whose serial number, vendor, model, place, publisher, key or record has them "
        "all."),
    enlist_ctl_records_list },
  { "records", "show", N_("ID"), N_("Show what is kept of a device."),
    N_("ID is the record’s id or its beginning, the serial number, or the device key."),
    enlist_ctl_records_show },
  { NULL, "trace", N_("FILE"), N_("Show the frames of an enrollment, and replay them."),
    N_("FILE is what “enroll --trace” has written. The exit code is 1 when this version would send something "
        "else."),
    enlist_ctl_trace },
};

/* "label ndef" belongs to "label", too. */
static gboolean
is_within (const EnlistCtlCommand *command, const char *group)
{
  return group == NULL || g_strcmp0 (group, command->group) == 0 ||
         (command->group != NULL && g_str_has_prefix (command->group, group) &&
          command->group[strlen (group)] == ' ');
}

static GString *
list_commands (const char *group)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = enlist_ctl_command_dup_name (&commands[i]);
      const char *arguments = *commands[i].arguments != '\0' ? _(commands[i].arguments) : "";
      g_autofree char *synopsis = g_strdup_printf ("%s %s", name, arguments);

      if (is_within (&commands[i], group))
        g_string_append_printf (text, "  %s%*s%s\n", synopsis,
                                (int) MAX (1, 26 - g_utf8_strlen (synopsis, -1)), "",
                                _ (commands[i].summary));
    }

  return text;
}

static char *
make_help (const char *group)
{
  g_autoptr (GString) list = list_commands (group);

  return g_strdup_printf ("%s\n\n%s\n  enlistctl %s%s\n\n%s\n%s\n%s",
                          _("Enlist enrolls IoT devices by their printed labels."), _("Usage:"),
                          group != NULL ? group : "",
                          group != NULL ? _(" COMMAND [OPTION…]") : _("COMMAND [OPTION…]"), _("Commands:"),
                          list->str, _("“enlistctl COMMAND --help” says more about a command."));
}

/* How many words @phrase has when the arguments begin with them, else 0. */
static int
match_words (const char *phrase, int argc, char **argv)
{
  g_auto (GStrv) words = g_strsplit (phrase, " ", -1);
  int count = g_strv_length (words);

  for (int i = 0; i < count; i++)
    {
      if (i + 1 >= argc || !g_str_equal (argv[i + 1], words[i]))
        return 0;
    }

  return count;
}

/* The group that the arguments begin with, the longest one: "label ndef" rather than "label". */
static const char *
find_group (int argc, char **argv, int *words)
{
  const char *group = NULL;

  *words = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      int count = commands[i].group != NULL ? match_words (commands[i].group, argc, argv) : 0;

      if (count > *words)
        {
          group = commands[i].group;
          *words = count;
        }
    }

  return group;
}

static gboolean
is_help (const char *word)
{
  return g_strcmp0 (word, "--help") == 0 || g_strcmp0 (word, "-h") == 0 || g_strcmp0 (word, "help") == 0;
}

static const EnlistCtlCommand *
find_command (int argc, char **argv, int *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = enlist_ctl_command_dup_name (&commands[i]);

      *words = match_words (name, argc, argv);
      if (*words > 0)
        return &commands[i];
    }

  return NULL;
}

/* Nothing that could be run: help that was asked for is data, help that was not is a complaint. */
static int
explain (int argc, char **argv)
{
  int words;
  const char *group = find_group (argc, argv, &words);
  const char *word = argc > words + 1 ? argv[words + 1] : NULL;
  g_autofree char *help = make_help (group);
  g_autoptr (GError) error = NULL;

  if (is_help (word))
    {
      enlist_ctl_print ("%s\n", help);
      return enlist_ctl_flush (&error) ? EXIT_SUCCESS : enlist_ctl_report (error);
    }
  if (word == NULL)
    {
      enlist_ctl_say ("%s", help);
      error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_USAGE, "");
      return enlist_error_exit_code (error);
    }
  if (group != NULL)
    error = g_error_new (ENLIST_ERROR, ENLIST_ERROR_USAGE,
                         _("There is no command “%s %s”; see “enlistctl %s --help”"), group, word, group);
  else
    error = g_error_new (ENLIST_ERROR, ENLIST_ERROR_USAGE,
                         _("There is no command “%s”; see “enlistctl --help”"), word);

  return enlist_ctl_report (error);
}

static int
run (const EnlistCtlCommand *command, int words, int argc, char **argv)
{
  g_autofree char *name = enlist_ctl_command_dup_name (command);
  g_autofree char *program = g_strdup_printf ("enlistctl %s", name);
  g_autoptr (GError) error = NULL;
  gboolean done;

  g_set_prgname (program);
  argv[words] = program;
  done = command->run (command, argc - words, argv + words, &error);
  /* A command that only answers “no” has nothing to complain about. */
  if (error == NULL && enlist_ctl_flush (&error))
    return done ? EXIT_SUCCESS : EXIT_FAILURE;

  return enlist_ctl_report (error);
}

int
main (int argc, char **argv)
{
  const EnlistCtlCommand *command;
  int words;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ENLIST_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      enlist_ctl_print ("enlistctl %s\n", ENLIST_VERSION);
      return EXIT_SUCCESS;
    }
  command = find_command (argc, argv, &words);

  return command != NULL ? run (command, words, argc, argv) : explain (argc, argv);
}
