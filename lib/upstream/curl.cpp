// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/curl.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::upstream {

namespace {

constexpr const char* k_library = "libcurl.so.4";  // the interface has had this number since 2006

class Library {
 public:
  Library() : m_handle(::dlopen(k_library, RTLD_NOW | RTLD_LOCAL)) {
    if (!m_handle) throw_failure();
  }
  template <typename Function>
  void find(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(::dlsym(m_handle, name));
    if (!function) throw_failure();
  }

 private:
  [[noreturn]] static void throw_failure() {
    throw Error(ExitCode::failed, fmt::format("{} cannot be loaded: {}", k_library, ::dlerror()))
        .hint("it is needed for downloads: apt-get install libcurl4");
  }
  void* m_handle;  // never closed: libcurl cannot be unloaded while threads may use it
};

Curl load() {
  const Library library;
  Curl curl{};
  library.find("curl_global_init", curl.global_init);
  library.find("curl_free", curl.free);
  library.find("curl_easy_init", curl.easy_init);
  library.find("curl_easy_reset", curl.easy_reset);
  library.find("curl_easy_setopt", curl.easy_setopt);
  library.find("curl_easy_perform", curl.easy_perform);
  library.find("curl_easy_getinfo", curl.easy_getinfo);
  library.find("curl_easy_strerror", curl.easy_strerror);
  library.find("curl_easy_cleanup", curl.easy_cleanup);
  library.find("curl_slist_append", curl.slist_append);
  library.find("curl_slist_free_all", curl.slist_free_all);
  library.find("curl_url", curl.url);
  library.find("curl_url_set", curl.url_set);
  library.find("curl_url_get", curl.url_get);
  library.find("curl_url_cleanup", curl.url_cleanup);
  curl.global_init(CURL_GLOBAL_DEFAULT);
  return curl;
}

}  // namespace

const Curl& curl() {
  static const Curl loaded = load();
  return loaded;
}

}  // namespace rpmworks::upstream
