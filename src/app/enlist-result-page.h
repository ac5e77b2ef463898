/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-page.h"
#include "enlist-record.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_RESULT_PAGE (enlist_result_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistResultPage, enlist_result_page, ENLIST, RESULT_PAGE, EnlistPage)

/* EnlistResultPage: a device has been enrolled. Signals scan-next () and show-device (EnlistRecord
   *record). */
EnlistPage *enlist_result_page_new (EnlistRecord *record);

G_END_DECLS
