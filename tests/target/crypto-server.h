/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stdbool.h>

/* Answers one request of remote-crypto.h that has begun to arrive, with libsodium. False: nobody is there. */
bool crypto_server_answer (int fd);
