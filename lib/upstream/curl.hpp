// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside lib/upstream only: libcurl's functions.

#include <curl/curl.h>

namespace rpmworks::upstream {

/// What is used of libcurl, by the names it has there without "curl_".
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

/// libcurl, loaded and initialised when it is first asked for: most runs fetch nothing, and it brings twenty
/// libraries along, which would be a third of the start of the program. Throws Error when it is not
/// installed.
const Curl& curl();

}  // namespace rpmworks::upstream
