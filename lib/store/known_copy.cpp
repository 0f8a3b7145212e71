// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/known_copy.hpp"

#include "core/digest.hpp"
#include "store/file_identity.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::store {

namespace {

constexpr RecordKind<std::string> k_copies{.name = "copies",
                                           .version = 1,
                                           .to_json = [](const std::string& state) { return Json(state); },
                                           .from_json = [](const Json& json) { return json.text(); }};

}  // namespace

Kinds record_kinds() {
  return kinds_of(k_copies);
}

KnownCopy::KnownCopy(Store& store, const std::string& sha256, const fs::path& file)
    : m_store(store), m_key(Digest().field(fs::absolute(file).lexically_normal().string()).hex()) {
  const auto status = FileStatus::of(file);
  if (!status || !status->is_regular()) return;
  const FileIdentity identity = status->content_and_ctime();
  m_is_settled = identity.is_settled();
  m_state = sha256 + " " + identity.text;
}

bool KnownCopy::is_known() const {
  return !m_state.empty() && k_copies.find(m_store, m_key) == m_state;
}

void KnownCopy::remember() {
  if (m_is_settled) k_copies.put(m_store, m_key, m_state);
}

}  // namespace rpmworks::store
