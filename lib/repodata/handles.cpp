// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/handles.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <mutex>

#include "core/error.hpp"
#include "repodata/createrepo.hpp"
#include "rpm/runtime.hpp"

namespace rpmworks::repodata {

std::string GErrorSlot::text() const {
  return m_error && m_error->message ? m_error->message : "no reason given";
}

void GErrorSlot::clear() {
  g_clear_error(&m_error);
}

void initialise() {
  rpm::start_runtime();
  static std::once_flag once;
  std::call_once(once, [] {
    g_log_set_handler("C_CREATEREPOLIB",
                      static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION),
                      cr_null_log_fn, nullptr);
    cr_xml_dump_init();
    cr_package_parser_init();
  });
}

const std::string& version() {
  static const std::string text = cr_version_string_with_features();
  return text;
}

void fail(const std::string& doing, const fs::path& file, const GErrorSlot& error) {
  // createrepo_c's messages ("gzclose(): file operation error") do not contain the cause; errno does.
  if (const int cause = error.cause(); cause != 0) {
    errno = cause;
    throw system_error(doing, file.string());
  }
  throw Error(ExitCode::failed, fmt::format("cannot {} {}: {}", doing, file.string(), error.text()));
}

namespace {

bool stays(char c) {
  return g_ascii_isalnum(c) || std::string_view("-._~!$&'()*+,;=:@/^").find(c) != std::string_view::npos;
}

}  // namespace

std::string encode_href(std::string_view path) {
  std::string href;
  for (const char c : path) {
    if (stays(c))
      href += c;
    else
      href += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return href;
}

}  // namespace rpmworks::repodata
