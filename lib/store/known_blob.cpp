// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/known_blob.hpp"

#include "core/digest.hpp"
#include "core/error.hpp"
#include "store/file_identity.hpp"
#include "store/findings.hpp"

namespace rpmworks::store {

namespace {

constexpr std::string_view k_whole = "whole";

}  // namespace

KnownBlob::KnownBlob(const Store& store, const std::string& sha256)
    : m_store(store), m_sha256(sha256), m_file(store.blob(sha256)) {
  struct stat info {};
  if (::lstat(m_file.c_str(), &info) != 0) throw system_error("read the status of", m_file.string());
  m_identity = content_identity(info);
}

bool KnownBlob::is_linked_as(const fs::path& other) const {
  struct stat info {};
  return ::lstat(other.c_str(), &info) == 0 && S_ISREG(info.st_mode) && content_identity(info) == m_identity;
}

bool KnownBlob::is_whole() {
  if (answer(k_whole)) return true;
  if (digest_of_file(m_file) != m_sha256) return false;
  keep_whole();
  return true;
}

void KnownBlob::keep_whole() {
  keep(k_whole, "");
}

std::optional<std::string> KnownBlob::answer(std::string_view question) const {
  return m_store.findings().find(m_sha256, m_identity, question);
}

void KnownBlob::keep(std::string_view question, std::string answer) {
  m_store.findings().keep(m_sha256, m_identity, question, std::move(answer));
}

bool has_blob_known_whole(const Store& store, const std::string& sha256) {
  return store.has_blob(sha256) && KnownBlob(store, sha256).is_whole();
}

}  // namespace rpmworks::store
