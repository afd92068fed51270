//! What a detector has learned, as bytes: for whoever keeps it over a restart.
//!
//! A seal stands before them: which bytes these are, of which form, and a checksum. Bytes of another form, and damaged ones,
//! are nothing: whoever has nothing learns anew.

/// The form of the bytes: another one whenever a field comes, goes, or means something else.
const FORM: u16 = 2;
const MAGIC: [u8; 4] = *b"AAan";
const SEAL: usize = MAGIC.len() + 2 + 8;

/// Puts the seal before bytes.
#[must_use]
pub fn seal(content: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(SEAL + content.len());
    sealed.extend(MAGIC);
    sealed.extend(FORM.to_le_bytes());
    sealed.extend(checksum(content).to_le_bytes());
    sealed.extend(content);
    sealed
}

/// The bytes behind the seal; none when they are of another form, foreign, or damaged.
#[must_use]
pub fn unseal(sealed: &[u8]) -> Option<&[u8]> {
    let (seal, content) = sealed.split_at_checked(SEAL)?;
    let (magic, rest) = seal.split_at_checked(MAGIC.len())?;
    let (form, sum) = rest.split_at_checked(2)?;
    let is_ours = magic == MAGIC && form == FORM.to_le_bytes() && sum == checksum(content).to_le_bytes();
    is_ours.then_some(content)
}

/// Whether whole bytes are of another form, as another version of this program has written them: not damaged, and of no use.
#[must_use]
pub fn is_of_another_form(sealed: &[u8]) -> bool {
    let Some((seal, content)) = sealed.split_at_checked(SEAL) else { return false };
    let is_whole = seal.ends_with(&checksum(content).to_le_bytes());
    seal.starts_with(&MAGIC) && is_whole && seal.get(MAGIC.len()..MAGIC.len() + 2) != Some(&FORM.to_le_bytes())
}

/// FNV-1a (Fowler, Noll and Vo): tells what was cut or changed by accident.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Something that can be made of bytes again.
pub trait Pack: Sized {
    /// Adds it to the bytes.
    fn pack(&self, to: &mut Vec<u8>);

    /// Takes it off the front of the bytes; none when they are something else.
    fn unpack(from: &mut &[u8]) -> Option<Self>;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Pack for $number {
            fn pack(&self, to: &mut Vec<u8>) {
                to.extend(self.to_le_bytes());
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                let (own, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*own))
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, f32, f64);

impl Pack for bool {
    fn pack(&self, to: &mut Vec<u8>) {
        u8::from(*self).pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        match u8::unpack(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Pack for usize {
    fn pack(&self, to: &mut Vec<u8>) {
        u64::try_from(*self).unwrap_or(u64::MAX).pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Self::try_from(u64::unpack(from)?).ok()
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, to: &mut Vec<u8>) {
        u8::from(self.is_some()).pack(to);
        if let Some(one) = self {
            one.pack(to);
        }
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        match u8::unpack(from)? {
            0 => Some(None),
            1 => Some(Some(T::unpack(from)?)),
            _ => None,
        }
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, to: &mut Vec<u8>) {
        self.0.pack(to);
        self.1.pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }
}

impl<T: Pack, const N: usize> Pack for [T; N] {
    fn pack(&self, to: &mut Vec<u8>) {
        for one in self {
            one.pack(to);
        }
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let all: Option<Vec<T>> = (0..N).map(|_| T::unpack(from)).collect();
        all?.try_into().ok()
    }
}

/// All fields in order; what is made of bytes must hold what follows `if`.
macro_rules! packed {
    ($type:ty { $($field:ident),* $(,)? } $(if $sound:expr)?) => {
        impl $crate::learn::anomaly::Pack for $type {
            fn pack(&self, to: &mut Vec<u8>) {
                $(self.$field.pack(to);)*
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                $(let $field = $crate::learn::anomaly::Pack::unpack(from)?;)*
                let one = Self { $($field),* };
                $(
                    let sound: fn(&Self) -> bool = $sound;
                    if !sound(&one) {
                        return None;
                    }
                )?
                Some(one)
            }
        }
    };
}

pub(crate) use packed;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_changed_or_is_of_another_form_is_nothing() {
        let sealed = seal(b"what was learned");
        assert_eq!(unseal(&sealed), Some(&b"what was learned"[..]));
        for end in 0..sealed.len() {
            assert_eq!(unseal(&sealed[..end]), None, "cut after {end}");
        }
        for at in 0..sealed.len() {
            let mut broken = sealed.clone();
            broken[at] ^= 4;
            assert_eq!(unseal(&broken), None, "changed at {at}");
        }
        assert_eq!(unseal(&[]), None);
    }

    #[test]
    fn what_another_version_wrote_is_told_from_what_is_damaged() {
        let sealed = seal(b"what was learned");
        let mut other = sealed.clone();
        other[MAGIC.len()] ^= 2;
        assert!(is_of_another_form(&other) && unseal(&other).is_none());
        assert!(!is_of_another_form(&sealed) && !is_of_another_form(&other[..20]) && !is_of_another_form(&[]));
        let last = other.len() - 1;
        other[last] ^= 1;
        assert!(!is_of_another_form(&other), "of another version, and damaged");
        other = sealed;
        other[0] ^= 1;
        assert!(!is_of_another_form(&other), "foreign");
    }

    #[test]
    fn values_come_back_as_they_were() {
        let value = ([1.5_f64, f64::NEG_INFINITY, -0.0], (Some((7_u32, 3_usize)), (None::<u8>, 250_u8)));
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        let mut rest = bytes.as_slice();
        let back = Pack::unpack(&mut rest);
        assert_eq!((back, rest.len()), (Some(value), 0));
        let mut short = &bytes[..bytes.len() - 1];
        assert_eq!(<([f64; 3], (Option<(u32, usize)>, (Option<u8>, u8)))>::unpack(&mut short), None);
        assert_eq!(<Option<u8>>::unpack(&mut &[9, 9][..]), None);
    }
}
