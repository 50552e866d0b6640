"""The GovStack Registration building-block API over this room's cases.

Description: GovStackWorkingGroup/bb-registration @f439f80, `api/` (Apache-2.0); docs/rooms/casework-api.md says
how its words map to ours. Errors are its `systemError`.
"""
