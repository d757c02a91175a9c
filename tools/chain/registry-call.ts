import { listingStatuses } from "@necto/contracts/abi/enum-names";
import { providerRegistry } from "@necto/contracts/abi/generated";
import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseAbiParameters,
} from "viem";
import type { RegisteredListing } from "./registry.ts";

export type ListingStatus = RegisteredListing["status"];

/** Everything a provider tells the registry of a listing. Rates are token base units per hour for one unit. */
export type RegistryCall =
  | {
      readonly call: "registerListing";
      readonly listingId: Hex;
      readonly salt: Hex;
      readonly ceilingRate: number;
      readonly specsHash: Hex;
    }
  | {
      readonly call: "updateListing";
      readonly listingId: Hex;
      readonly ceilingRate: number;
      readonly specsHash: Hex;
    }
  | { readonly call: "updateRate"; readonly listingId: Hex; readonly ceilingRate: number }
  | { readonly call: "setStatus"; readonly listingId: Hex; readonly status: Exclude<ListingStatus, "none"> };

/** The calldata of a call. */
export function encodeRegistryCall(call: RegistryCall): Hex {
  return encodeFunctionData({
    abi: providerRegistry.abi,
    functionName: call.call,
    args: argsOf(call),
  } as never);
}

/** Names who may edit a provider's listings and sign its quotes; sent by the provider itself. */
export const encodeSetOperator = (operator: Address): Hex =>
  encodeFunctionData({ abi: providerRegistry.abi, functionName: "setOperator", args: [operator] });

/** As `ProviderRegistry.listingIdOf` computes it: known before anything is sent. */
export function listingIdOf(
  { chainId, registry }: { readonly chainId: number; readonly registry: Address },
  provider: Address,
  salt: Hex,
): Hex {
  const types = parseAbiParameters("uint256, address, address, bytes32");
  return keccak256(encodeAbiParameters(types, [BigInt(chainId), registry, provider, salt]));
}

function argsOf(call: RegistryCall): readonly unknown[] {
  switch (call.call) {
    case "registerListing":
      return [call.salt, call.ceilingRate, call.specsHash];
    case "updateListing":
      return [call.listingId, call.ceilingRate, call.specsHash];
    case "updateRate":
      return [call.listingId, call.ceilingRate];
    case "setStatus":
      return [call.listingId, listingStatuses.indexOf(call.status)];
  }
}
