// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <new>

#include "core/handle.hpp"

namespace rpmworks {

namespace {

constexpr uint32_t k_most_steps = 1'000'000;

using CodeHandle = Owned<pcre2_code, pcre2_code_free>;
using DataHandle = Owned<pcre2_match_data, pcre2_match_data_free>;
using ContextHandle = Owned<pcre2_match_context, pcre2_match_context_free>;

PCRE2_SPTR bytes_of(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

std::string message_of(int code) {
  PCRE2_UCHAR text[256];
  pcre2_get_error_message(code, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

template <class Handle>
Handle not_null(Handle handle) {
  if (!handle) throw std::bad_alloc();
  return handle;
}

}  // namespace

struct Pattern::Code {
  CodeHandle handle;
  ContextHandle limits;
};

std::string PatternMatch::operator[](size_t group) const {
  return std::string(m_groups.at(group).value_or(std::string_view()));
}

bool PatternMatch::has(size_t group) const {
  return m_groups.at(group).has_value();
}

Pattern::Pattern(std::string_view expression, Case letters) {
  const uint32_t options = PCRE2_DOLLAR_ENDONLY | (letters == Case::ignored ? PCRE2_CASELESS : 0U);
  int code = 0;
  PCRE2_SIZE at = 0;
  CodeHandle handle(pcre2_compile(bytes_of(expression), expression.size(), options, &code, &at, nullptr));
  if (!handle) throw PatternError(fmt::format("{} at byte {}", message_of(code), at + 1));
  ContextHandle limits = not_null(ContextHandle(pcre2_match_context_create(nullptr)));
  pcre2_set_match_limit(limits.get(), k_most_steps);
  m_code = std::make_shared<Code>(Code{std::move(handle), std::move(limits)});
}

std::optional<PatternMatch> Pattern::run(std::string_view text, size_t from, unsigned options,
                                         bool must_decide) const {
  if (text.data() == nullptr) text = "";
  const DataHandle data =
      not_null(DataHandle(pcre2_match_data_create_from_pattern(m_code->handle.get(), nullptr)));
  const int found = pcre2_match(m_code->handle.get(), bytes_of(text), text.size(), from, options, data.get(),
                                m_code->limits.get());
  if (found == PCRE2_ERROR_NOMEMORY) throw std::bad_alloc();
  if (must_decide && found < 0 && found != PCRE2_ERROR_NOMATCH) throw PatternError(message_of(found));
  if (found <= 0) return std::nullopt;
  const PCRE2_SIZE* const offsets = pcre2_get_ovector_pointer(data.get());
  PatternMatch match;
  match.m_begin = offsets[0];
  for (uint32_t i = 0; i < pcre2_get_ovector_count(data.get()); ++i) {
    const size_t begin = offsets[2 * i];
    if (begin == PCRE2_UNSET)
      match.m_groups.emplace_back();
    else
      match.m_groups.emplace_back(text.substr(begin, offsets[2 * i + 1] - begin));
  }
  return match;
}

std::optional<PatternMatch> Pattern::find(std::string_view text, size_t from) const {
  return run(text, from, 0);
}

bool Pattern::is_surely_in(std::string_view text) const {
  return run(text, 0, 0, true).has_value();
}

std::optional<PatternMatch> Pattern::match(std::string_view text) const {
  return run(text, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED);
}

}  // namespace rpmworks
