/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-page.h"
#include "enlist-services.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_REVIEW_PAGE (enlist_review_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistReviewPage, enlist_review_page, ENLIST, REVIEW_PAGE, EnlistPage)

/**
 * EnlistReviewPage:
 *
 * What a verified label is about to do, before anything is done. Signal enroll (): the user wants it. The
 * button waits for the journal.
 */

/* @label: verified with @publisher's key */
EnlistPage      *enlist_review_page_new           (EnlistServices *services, EnlistLabel *label,
                                                   EnlistPublisher *publisher);

EnlistLabel     *enlist_review_page_get_label     (EnlistReviewPage *self);
EnlistPublisher *enlist_review_page_get_publisher (EnlistReviewPage *self);

G_END_DECLS
