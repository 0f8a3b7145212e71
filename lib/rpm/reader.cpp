// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/reader.hpp"

#include <rpm/header.h>
#include <rpm/rpmds.h>
#include <rpm/rpmkeyring.h>
#include <rpm/rpmlib.h>
#include <rpm/rpmpgp.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmtd.h>
#include <rpm/rpmts.h>

#include "rpm/runtime.hpp"
#include "rpm/signature_packets.hpp"
#include "rpm/tag_data.hpp"

namespace rpmworks::rpm {

namespace {

// The data of a signature; empty (see Signature::is_readable) if librpm cannot read it.
Signature signature_in(Header header, rpmTagVal tag) {
  const TagData data(header, tag, HEADERGET_MINMEM);
  if (!data || rpmtdType(data.get()) != RPM_BIN_TYPE) return {};
  const auto* packet = static_cast<const char*>(data.get()->data);
  return read_signature_packet({packet, data.get()->count}).shown;
}

}  // namespace

void Free::operator()(rpmts handle) const {
  rpmtsFree(handle);
}
void Free::operator()(Header handle) const {
  headerFree(handle);
}
void Free::operator()(FD_t handle) const {
  Fclose(handle);
}
void Free::operator()(rpmKeyring handle) const {
  rpmKeyringFree(handle);
}
void Free::operator()(pgpDigParams handle) const {
  pgpDigParamsFree(handle);
}

bool is_made_by(pgpDigParams key, pgpDigParams signature, DIGEST_CTX context) {
  // Without this check, librpm would read the numbers of one algorithm as those of another.
  return pgpDigParamsAlgo(key, PGPVAL_PUBKEYALGO) == pgpDigParamsAlgo(signature, PGPVAL_PUBKEYALGO) &&
         pgpVerifySignature(key, signature, context) == RPMRC_OK;
}

Transaction new_transaction(rpmKeyring keyring) {
  start_runtime();
  Transaction ts(rpmtsCreate());
  // A transaction set with its own keyring does not search the machine's rpm database for keys.
  const KeyringHandle none(keyring ? nullptr : rpmKeyringNew());
  rpmtsSetKeyring(ts.get(), keyring ? keyring : none.get());
  return ts;
}

Stream open_package(const fs::path& file) {
  Stream stream(Fopen(file.c_str(), "r.ufdio"));
  if (stream && Ferror(stream.get())) stream.reset();
  return stream;
}

HeaderHandle read_header(const fs::path& file) {
  // One for each thread: to make it takes a fifth of the time.
  thread_local const Transaction ts = [] {
    Transaction made = new_transaction(nullptr);
    rpmtsSetVSFlags(made.get(), RPMVSF_MASK_NODIGESTS | RPMVSF_MASK_NOSIGNATURES);
    return made;
  }();
  const Stream stream = open_package(file);
  Header header = nullptr;
  if (!stream || rpmReadPackageFile(ts.get(), stream.get(), file.c_str(), &header) != RPMRC_OK) {
    headerFree(header);
    return nullptr;
  }
  return HeaderHandle(header);
}

// The first string of a tag. For translated tags that is the untranslated text; reading the raw value avoids
// the caller's locale.
std::string text_of(Header header, int tag) {
  const TagData data(header, tag, HEADERGET_RAW | HEADERGET_MINMEM);
  if (!data || rpmtdInit(data.get()) < 0 || rpmtdNext(data.get()) < 0) return {};
  const char* text = rpmtdGetString(data.get());
  return text ? text : "";
}

std::vector<std::string> texts_of(Header header, int tag) {
  std::vector<std::string> texts;
  const TagData data(header, tag, HEADERGET_EXT);
  if (!data) return texts;
  while (const char* text = rpmtdNextString(data.get())) texts.emplace_back(text);
  return texts;
}

// As rpm's tags such as REQUIRENEVRS (rpmdsNewDNEVR), which make a pool of strings for each of them.
std::vector<std::string> relations_of(Header header, const RelationTags& tags) {
  const TagData names(header, tags.name, HEADERGET_MINMEM);
  if (!names) return {};
  const TagData versions(header, tags.version, HEADERGET_MINMEM);
  const TagData flags(header, tags.flags, HEADERGET_MINMEM);
  std::vector<std::string> relations;
  relations.reserve(rpmtdCount(names.get()));
  while (const char* name = rpmtdNextString(names.get())) {
    std::string& relation = relations.emplace_back(name);
    const char* const version = versions ? rpmtdNextString(versions.get()) : nullptr;
    const uint32_t* const given = flags ? rpmtdNextUint32(flags.get()) : nullptr;
    if (const uint32_t sense = given ? *given & RPMSENSE_SENSEMASK : 0) {
      relation += ' ';
      if (sense & RPMSENSE_LESS) relation += '<';
      if (sense & RPMSENSE_GREATER) relation += '>';
      if (sense & RPMSENSE_EQUAL) relation += '=';
    }
    if (version && *version) relation.append(" ").append(version);
  }
  return relations;
}

std::vector<std::string> requirements_of(Header header) {
  std::vector<std::string> needs = texts_of(header, RPMTAG_REQUIRENEVRS);
  std::erase_if(needs, [](const std::string& need) { return need.starts_with("rpmlib("); });
  return needs;
}

Evr evr_of(Header header) {
  return {headerIsEntry(header, RPMTAG_EPOCH) ? std::to_string(headerGetNumber(header, RPMTAG_EPOCH)) : "",
          text_of(header, RPMTAG_VERSION), text_of(header, RPMTAG_RELEASE)};
}

Nevra nevra_of(Header header) {
  // The architecture in the header of a source package is that of the machine it was made on.
  return {text_of(header, RPMTAG_NAME), evr_of(header),
          headerIsSource(header) ? "src" : text_of(header, RPMTAG_ARCH)};
}

std::vector<Signature> signatures_of(Header header, const fs::path& file) {
  std::vector<Signature> signatures;
  for (const rpmTagVal tag : {RPMTAG_RSAHEADER, RPMTAG_DSAHEADER, RPMTAG_SIGPGP, RPMTAG_SIGGPG})
    if (headerIsEntry(header, tag)) signatures.push_back(signature_in(header, tag));
  if (!signatures.empty()) return signatures;
  // rpm 6 may sign only with RPMSIGTAG_OPENPGP, which older librpm does not copy from the signature header.
  if (const auto parts = read_signed_parts(file))
    for (const FoundSignature& found : parts->signatures)
      signatures.push_back(read_signature_packet(found.packet).shown);
  return signatures;
}

}  // namespace rpmworks::rpm
