// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProviderRecord} from "../../../src/interfaces/IEarnings.sol";
import {Looks} from "./Looks.sol";

/// @notice What is promised of providers' records: they follow from the accounts.
abstract contract RecordPromises is Looks {
    mapping(address provider => ProviderRecord) private _seen;

    function _checkRecord(address provider) internal {
        address[] memory one = new address[](1);
        one[0] = provider;
        ProviderRecord memory record = DEOPENCHAT.providerRecords(one)[0];
        Standing memory standing = _standing(provider, providers, clients);
        _checkWork(standing, record);
        _checkOpinions(standing, record);
        _checkOrderCounts(_services[provider], record);
        _checkGrowth(_seen[provider], record);
    }

    function _checkWork(Standing memory standing, ProviderRecord memory record) private pure {
        if (record.money != standing.money) {
            _broken("records grow only by money paid", standing.money, record.money);
        }
        if (record.rounds != standing.rounds) {
            _broken("records grow only by money paid: rounds", standing.rounds, record.rounds);
        }
        if (record.ktokens != standing.ktokens) {
            _broken("records grow only by money paid: thousands of tokens", standing.ktokens, record.ktokens);
        }
        if (record.clients != standing.clients) {
            _broken("records grow only by money paid: clients", standing.clients, record.clients);
        }
    }

    function _checkOpinions(Standing memory standing, ProviderRecord memory record) private pure {
        if (record.flagged > record.money) {
            _broken("records grow only by money paid: flagged of it", record.money, record.flagged);
        }
        if (record.flagged != standing.flagged) {
            _broken("records grow only by money paid: flagged", standing.flagged, record.flagged);
        }
        if (record.compared != standing.compared) {
            _broken("records grow only by money paid: compared", standing.compared, record.compared);
        }
        if (record.preferred != standing.preferred) {
            _broken("records grow only by money paid: preferred", standing.preferred, record.preferred);
        }
        if (record.contested != standing.contested) {
            _broken("what is burned is lost by both sides alike: record", standing.contested, record.contested);
        }
    }

    function _checkOrderCounts(Service storage service, ProviderRecord memory record) private view {
        if (record.ordersLocked != service.locked) {
            _broken("an order's stake is in one place: locked", service.locked, record.ordersLocked);
        }
        if (record.ordersFinished != service.finished) {
            _broken("an order's stake is in one place: finished", service.finished, record.ordersFinished);
        }
        if (record.ordersAbandoned != service.abandoned) {
            _broken("an order's stake is in one place: abandoned", service.abandoned, record.ordersAbandoned);
        }
    }

    function _checkGrowth(ProviderRecord storage before, ProviderRecord memory record) private {
        if (record.money < before.money) {
            _broken("records grow only by money paid: never less", before.money, record.money);
        }
        if (record.money > before.money) before.money = record.money;
    }
}
