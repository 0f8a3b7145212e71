// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For lib/upstream only: libcurl's functions.

#include <curl/curl.h>

namespace rpmworks::upstream {

/// The functions of libcurl that are used, without their prefix "curl_".
struct Curl {
  decltype(&curl_global_init) global_init;
  decltype(&curl_free) free;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_url) url;
  decltype(&curl_url_set) url_set;
  decltype(&curl_url_get) url_get;
  decltype(&curl_url_cleanup) url_cleanup;
};

/// libcurl, loaded and initialized on first use: most runs download nothing, and it loads twenty other
/// libraries, which would take a third of the program's start time. Throws Error if it is not installed.
const Curl& curl();

}  // namespace rpmworks::upstream
