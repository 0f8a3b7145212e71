// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm_json.hpp"

#include "core/json.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::cli {

Json json_of(const srpm::Srpm& srpm) {
  Json json = {{"name", srpm.name.empty() ? srpm.nevra.name : srpm.name},
               {"nevra", srpm.nevra.str()},
               {"file", srpm.file_name},
               {"sha256", srpm.sha256},
               {"cached", srpm.cached}};
  if (!srpm.git_url.empty()) {
    json["git"] = redacted(without_credentials(srpm.git_url));
    json["ref"] = srpm.ref;
    json["commit"] = srpm.commit;
    if (srpm.verified)
      json["verified"] = {{"what", srpm.verified->what},
                          {"fingerprint", srpm.verified->fingerprint},
                          {"time", manifest::iso_time(srpm.verified->time)}};
    if (srpm.dirty) json["dirty"] = true;
    json["spec"] = srpm.spec;
  }
  return json;
}

}  // namespace rpmworks::cli
