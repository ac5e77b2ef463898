/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-ctl-command.h"

G_BEGIN_DECLS

/* What the commands do; the table in enlistctl.c names them. Errors are those that the user is told. */
gboolean enlist_ctl_keys_new          (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_keys_show         (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_publishers_card   (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_publishers_list   (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_publishers_add    (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_publishers_remove (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_device_new        (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_make        (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_diff        (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_batch        (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_inspect     (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_sheet        (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_verify      (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_ndef_read   (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_label_ndef_write  (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_catalog_list      (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_catalog_check     (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_catalog_show      (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_catalog_add       (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_catalog_remove    (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_enroll            (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_records_list      (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_records_show      (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
gboolean enlist_ctl_trace             (const EnlistCtlCommand *self, int argc, char **argv, GError **error);

G_END_DECLS
