// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/known_blob.hpp"

#include "core/digest.hpp"
#include "store/file_identity.hpp"
#include "store/findings.hpp"
#include "store/layout.hpp"

namespace rpmworks::store {

namespace {

constexpr std::string_view k_whole = "whole";

}  // namespace

KnownBlob KnownBlob::of(const Store& store, const std::string& sha256) {
  if (auto found = find(store, sha256)) return std::move(*found);
  throw store.lacks(sha256);
}

std::optional<KnownBlob> KnownBlob::find(const Store& store, const std::string& sha256) {
  if (!is_digest(sha256)) return std::nullopt;
  store.use();
  fs::path file = spread(blobs_of(store.folder()), sha256);
  const auto status = FileStatus::of(file);
  if (!status || !status->is_regular()) return std::nullopt;
  return KnownBlob(store, sha256, std::move(file), status->content().text);
}

bool KnownBlob::is_linked_as(const fs::path& other) const {
  const auto status = FileStatus::of(other);
  return status && status->is_regular() && status->content().text == m_identity;
}

bool KnownBlob::is_whole() {
  if (answer(k_whole)) return true;
  if (digest_of_file(m_file) != m_sha256) return false;
  keep_whole();
  return true;
}

std::string KnownBlob::sha512() {
  constexpr std::string_view k_question = "SHA-512";
  if (auto known = answer(k_question)) return std::move(*known);
  std::string digest = digest_of_file(m_file, DigestAlgorithm::sha512);
  keep(k_question, digest);
  return digest;
}

void KnownBlob::keep_whole() {
  keep(k_whole, "");
}

std::optional<std::string> KnownBlob::answer(std::string_view question) const {
  return m_store->findings().find(m_sha256, m_identity, question);
}

void KnownBlob::keep(std::string_view question, std::string answer) {
  m_store->findings().keep(m_sha256, m_identity, question, std::move(answer));
}

bool has_blob_known_whole(const Store& store, const std::string& sha256) {
  auto blob = KnownBlob::find(store, sha256);
  return blob && blob->is_whole();
}

}  // namespace rpmworks::store
