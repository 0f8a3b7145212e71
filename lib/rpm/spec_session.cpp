// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/spec_session.hpp"

#include <fmt/format.h>
#include <rpm/rpmlib.h>
#include <rpm/rpmlog.h>
#include <rpm/rpmmacro.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "core/text.hpp"
#include "rpm/spec_parser.hpp"
#include "rpm/stand_ins.hpp"

namespace rpmworks::rpm {

namespace {

constexpr size_t k_most_messages = 100;
constexpr size_t k_most_bytes = 64UL * 1024;  // of all messages

int keep_message(rpmlogRec record, rpmlogCallbackData data) {
  const char* const text = rpmlogRecMessage(record);
  static_cast<Messages*>(data)->take(rpmlogRecPriority(record) <= RPMLOG_ERR, text ? text : "");
  return 0;  // do not print
}

void define(const std::string& name, const std::string& value) {
  const size_t parenthesis = name.find('(');
  const std::string plain = name.substr(0, parenthesis);
  const bool is_identifier = !plain.empty() && !std::isdigit(static_cast<unsigned char>(plain[0])) &&
                             std::all_of(plain.begin(), plain.end(), [](char c) {
                               return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
                             });
  if (!is_identifier || (parenthesis != std::string::npos && !name.ends_with(')')))
    throw Error(ExitCode::invalid, fmt::format("'{}' is not a valid macro name", name))
        .hint("use letters, digits and '_', optionally followed by options in parentheses: name(a:b)");
  // Not with rpmDefineMacro, for which a newline in the body would end the definition.
  const std::string options =
      parenthesis == std::string::npos ? "" : name.substr(parenthesis + 1, name.size() - parenthesis - 2);
  rpmPushMacro(nullptr, plain.c_str(), parenthesis == std::string::npos ? nullptr : options.c_str(),
               value.c_str(), RMIL_CMDLINE);
}

void define_stand_ins(const Macros& macros) {
  for (const auto& macro : stand_ins()) {
    const bool is_given = std::any_of(macros.begin(), macros.end(), [&](const auto& given) {
      return given.first.substr(0, given.first.find('(')) == macro.name;
    });
    if (is_given || (!macro.always && rpmMacroIsDefined(nullptr, macro.name.c_str()))) continue;
    rpmDefineMacro(nullptr, macro.definition.c_str(), RMIL_CMDLINE);
  }
}

// Configuration that was read ahead, and rpm's messages about it.
struct Ahead {
  std::string target;
  Messages messages;
};
std::optional<Ahead>& ahead() {
  static std::optional<Ahead> kept;
  return kept;
}

// Redirects librpm's messages to `messages`.
void read_configuration(const std::string& target, Messages& messages) {
  rpmlogSetCallback(keep_message, &messages);
  rpmFreeMacros(nullptr);
  rpmFreeRpmrc();
  if (rpmReadConfigFiles(nullptr, target.empty() ? nullptr : target.c_str()) != 0) {
    rpmlogSetCallback(nullptr, nullptr);
    throw Error(ExitCode::failed, "rpm cannot read its configuration")
        .hint("reinstall the packages rpm and rpm-common");
  }
}

}  // namespace

void read_configuration_ahead(const std::string& target) {
  Ahead kept{.target = target};
  try {
    read_configuration(target, kept.messages);
  } catch (const Error&) {
    return;  // the session reads it again and reports the error
  }
  rpmlogSetCallback(nullptr, nullptr);
  ahead() = std::move(kept);
}

SpecSession::SpecSession(const Macros& macros, const std::string& target) {
  auto kept = std::exchange(ahead(), std::nullopt);
  if (kept && kept->target == target) {
    m_messages = std::move(kept->messages);
    rpmlogSetCallback(keep_message, &m_messages);
  } else {
    read_configuration(target, m_messages);
  }
  // Do not reject a spec because of a changelog in an old encoding; rpm warns about it.
  rpmDefineMacro(nullptr, "_invalid_encoding_terminates_build 0", RMIL_CMDLINE);
  try {
    for (const auto& [name, value] : macros) define(name, value);
  } catch (...) {
    rpmlogSetCallback(nullptr, nullptr);
    throw;
  }
  define_stand_ins(macros);
}

// The configuration is not freed: the next session does that, and most processes have only one.
SpecSession::~SpecSession() {
  rpmlogSetCallback(nullptr, nullptr);
}

void Messages::take(bool is_error, std::string_view text) {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty() || m_list.size() >= k_most_messages || m_bytes >= k_most_bytes) return;
  m_bytes += trimmed.size();
  m_list.push_back({is_error, std::string(trimmed.substr(0, k_most_bytes))});
}

}  // namespace rpmworks::rpm
